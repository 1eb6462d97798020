"""Who gets what, at the least cost in all."""

from __future__ import annotations

from collections.abc import Sequence
import math


def cheapest_assignment(costs: Sequence[Sequence[float]]) -> list[int]:
    """A column of its own for each row, so that the sum of `costs[row][column]` is the least.

    The Hungarian method with shortest augmenting paths (Jonker and Volgenant, 1987): rows are taken in one after the other, each
    along the path that raises the sum least. ValueError when there are fewer columns than rows, or a cost is no number.
    """
    rows, columns = len(costs), len(costs[0]) if costs else 0
    if rows > columns:
        raise ValueError(f"Expected at least a column for each of {rows} rows, found {columns}.")
    # Place 0 stands for "none yet"; rows and columns count from 1 on.
    row_price, column_price = [0.0] * (rows + 1), [0.0] * (columns + 1)
    owner, came_from = [0] * (columns + 1), [0] * (columns + 1)
    for row in range(1, rows + 1):
        owner[0], column = row, 0
        least = [math.inf] * (columns + 1)
        reached = [False] * (columns + 1)
        while owner[column] != 0:
            reached[column] = True
            from_row, step, nearest = owner[column], math.inf, 0
            for other in range(1, columns + 1):
                if reached[other]:
                    continue
                cost = costs[from_row - 1][other - 1] - row_price[from_row] - column_price[other]
                if cost < least[other]:
                    least[other], came_from[other] = cost, column
                if least[other] < step:
                    step, nearest = least[other], other
            if nearest == 0:
                raise ValueError("Expected costs that are finite numbers, found others.")
            for other in range(columns + 1):
                if reached[other]:
                    row_price[owner[other]] += step
                    column_price[other] -= step
                else:
                    least[other] -= step
            column = nearest
        while column != 0:
            owner[column] = owner[came_from[column]]
            column = came_from[column]
    found = [0] * rows
    for column in range(1, columns + 1):
        if owner[column]:
            found[owner[column] - 1] = column - 1
    return found
