"""Mutation testing of the modules that decide: each is changed in many small ways, and its tests have to notice.

mutmut says which changes; the trials are our own. mutmut's runner changes function bodies only, while three of
these modules are tables; it takes any ill end of pytest for a kill; and it would start a cluster a mutant.
"""
