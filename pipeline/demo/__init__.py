"""Two years of believable work, up to today, for a new installation to be looked at and tried out.

Everything is invented and seeded: the same day gives the same data. It is written in bulk with the dates of the past,
history included, as the actions would have written it at the time.
"""
