"""What the demonstration's figures truly are, from its primitive truth alone.

Nothing here knows the program under test, or any library of frames: the methodology is written
down a second time, in the plainest way, in exact fractions, so that the two can be compared.
"""
