"""Which commands does an operator have for offices?"""
