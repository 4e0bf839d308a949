"""What dev/run and dev/test share. Standard library only: it runs before anything is installed."""
