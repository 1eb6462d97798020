"""What every training loop needs: random numbers by step, averaged weights, checkpoints, a log and a time budget."""
