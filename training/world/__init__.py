"""The world of the bundled model: pictures of cartoon scenes with a caption, class labels and an exact mask."""
