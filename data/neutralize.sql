-- disable Transbank: a copy of the database must not reach real money
UPDATE payment_provider
   SET transbank_commerce_code = NULL,
       transbank_api_key = NULL,
       transbank_commerce_code_usd = NULL,
       transbank_api_key_usd = NULL,
       transbank_base_url = NULL;
