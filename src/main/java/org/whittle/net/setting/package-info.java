/**
 * What a setting is: its key, its domain, its default and its meaning; the values of a trial; and what may be chosen
 * where a setting names a thing, such as an optimizer. The rooms beside this one hold those things, a file each, with
 * the settings that only they read; {@link org.whittle.net.Training} lists all settings.
 */
package org.whittle.net.setting;
