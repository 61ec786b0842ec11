"""Is this our Meier? Finding and comparing addresses (exchange rules 53 to 60).

`normalise` gives one plain form, `keys` what it is found by, `candidates` asks the database,
`score` compares field by field and says why, `decide` chooses the lane. All but `candidates`
are pure.
"""
