\set case random(1, 1000000)
INSERT INTO ceiling (case_id, request_id, payload) VALUES (:case, gen_random_uuid(), 'contact phone 示例')
