-- Tài khoản và cơ sở dữ liệu của phần mềm. psql chạy tệp này một lần, khi db khởi động lần đầu.
-- iso là tài khoản thường: chủ cơ sở dữ liệu của mình, không phải superuser.
\set ON_ERROR_STOP on
\getenv password DATABASE_PASSWORD
CREATE ROLE iso LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'password';
CREATE DATABASE iso OWNER iso;
-- Tài khoản khác tạo về sau không tự nhiên vào được.
REVOKE ALL ON DATABASE iso FROM PUBLIC;
