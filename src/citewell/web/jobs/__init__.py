"""Work done beside the requests: each job is a row with a lease, so that a killed worker's job is taken up again."""
