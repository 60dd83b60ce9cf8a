/** What a trial goes on from: its checkpoint, as safetensors, read with every length verified before it is believed. */
package org.whittle.train.store;
