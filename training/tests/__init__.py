"""Tests of the training package; `npm run test:training` runs them."""
