import pytest
from tests.journeys import casework, drafting, reviewing, people, lawchange, test_leave, test_first_procedure
nothing=lambda *a,**k: None
for m in (casework,drafting,reviewing,people,lawchange,test_leave,test_first_procedure):
    if hasattr(m,"look"): m.look=nothing
from tests.journeys.test_first_procedure import *
from tests.journeys.test_leave import *
