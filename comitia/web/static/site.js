// Every page is complete without this; it only makes some of them more pleasant.
import "./elements/drop_menu.js";
import "./elements/live_changes.js";
import "./elements/local_time.js";
import "./elements/zone_switch.js";
import "./elements/keep_session.js";
import "./elements/copy_text.js";

// After a form came back with errors, start reading at what is wrong
document.querySelector(".error-summary")?.focus();
