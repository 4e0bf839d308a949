"""What stands before each line that the one Python tells the other about mutants."""

MARK = "MUTATE "
