def page(asked, trials): return "\n".join(map(str, (asked,))) + "\n"
