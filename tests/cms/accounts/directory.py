"""A directory of the test's own that speaks SAML: it asks for nothing and signs what it is told."""

import base64
import uuid
from datetime import timedelta
from functools import cache
from urllib.parse import parse_qs, urlparse
from zlib import decompress

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from registry.now import now as clock

ENTITY, SIGN_IN = "https://danhba.example.vn/saml", "https://danhba.example.vn/saml/vao"
US = "http://localhost/tai-khoan/sso/saml/tinh"


@cache
def key_pair() -> tuple[str, str]:
    """A private key and its certificate, both PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "danhba.example.vn")])
    now = clock()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    return private.decode(), certificate.public_bytes(serialization.Encoding.PEM).decode()


def row() -> dict[str, str]:
    """The directory as the file of an agency names it."""
    return {
        "kind": "saml",
        "id": "tinh",
        "name": "Danh bạ tỉnh",
        "entity_id": ENTITY,
        "sso_url": SIGN_IN,
        "certificate": key_pair()[1],
    }


def question_of(address: str) -> str:
    """The number of the question that our redirect carries."""
    [packed] = parse_qs(urlparse(address).query)["SAMLRequest"]
    text = decompress(base64.b64decode(packed), -15).decode()
    return text.split('ID="')[1].split('"')[0]


def answer(
    question: str, person: str, *, audience: str = f"{US}/metadata/", spoilt: bool = False
) -> str:
    """The directory's signed answer: this is so-and-so. `spoilt`: changed after it was signed."""
    now = clock()
    instant, late = (f"{t:%Y-%m-%dT%H:%M:%SZ}" for t in (now, now + timedelta(minutes=5)))
    assertion = (
        f'<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" Version="2.0"'
        f' ID="a{uuid.uuid4().hex}" IssueInstant="{instant}"><saml:Issuer>{ENTITY}</saml:Issuer>'
        f"<saml:Subject><saml:NameID>{person}</saml:NameID>"
        f'<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">'
        f'<saml:SubjectConfirmationData NotOnOrAfter="{late}" Recipient="{US}/acs/"'
        f' InResponseTo="{question}"/></saml:SubjectConfirmation></saml:Subject>'
        f'<saml:Conditions NotBefore="{instant}" NotOnOrAfter="{late}"><saml:AudienceRestriction>'
        f"<saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>"
        f'<saml:AuthnStatement AuthnInstant="{instant}" SessionIndex="s1"><saml:AuthnContext>'
        f"<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password"
        f"</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement></saml:Assertion>"
    )
    private, certificate = key_pair()
    signed = OneLogin_Saml2_Utils.add_sign(
        assertion,
        private,
        certificate,
        sign_algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        digest_algorithm="http://www.w3.org/2001/04/xmlenc#sha256",
    ).decode()
    if spoilt:
        signed = signed.replace(f">{person}<", ">quan-tri<")
    text = (
        f'<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" Version="2.0"'
        f' ID="r{uuid.uuid4().hex}" IssueInstant="{instant}" Destination="{US}/acs/"'
        f' InResponseTo="{question}">'
        f'<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">{ENTITY}</saml:Issuer>'
        f"<samlp:Status><samlp:StatusCode"
        f' Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>{signed}'
        f"</samlp:Response>"
    )
    return base64.b64encode(text.encode()).decode()
