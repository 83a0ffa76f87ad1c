// What is special of each noun of the trade; importing this registers it.
import "./customers/customers";
import "./opportunities/opportunities";
import "./interactions/interactions";
import "./users/users";
import "./stages/stages";
