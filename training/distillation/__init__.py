"""A student of few steps: what guidance and many steps do, in four calls of one row."""
