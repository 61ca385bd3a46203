"""Tags of the workspace's templates."""
