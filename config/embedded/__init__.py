"""The bundled PostgreSQL and Redis: where they live, how they start, who holds them."""
