"""How explain() gets to its values; imported by explain alone.

The way of the data, module by module:

- ``predictor``    calls predict in batches of a good size and checks every answer;
- ``players``      says which columns each player holds;
- ``rows``         X and background rows in one pool, mixed column by column; ``kinds`` finds a
                   type for both, ``cells`` says which cells are the same, ``fills`` draws or
                   imputes what is unknown instead;
- ``job``          holds these: predictor, pool, weights, players, base predictions;
- ``plan``         chooses the way from the job: pairs, products, conditional or sampled;
- ``small``        exact, when one table and one call hold all of it;
- ``pairs``        exact, for each pair of a row and a background row only the players that differ;
- ``products``     exact, distinct known parts times distinct unknown parts;
- ``conditional``  exact, coalition by coalition, when what is filled in depends on what is known;
- ``sampled``      coalitions drawn anew for every background row;
- ``run``          cuts X into pieces, spreads them over workers, and solves a piece.
"""
