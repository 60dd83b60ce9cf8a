/** What was probably meant where a name is written wrongly: the same for settings and for columns of tables. */
package org.whittle.text;
