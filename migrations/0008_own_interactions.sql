-- A customer's own interactions are those of some customers that are shared: counted, found and ordered without reading them.
CREATE INDEX interactions_customer_visibility_date ON interactions (customer_id, visibility, date, id);
