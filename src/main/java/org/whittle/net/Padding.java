package org.whittle.net;

/** What a convolution sees beyond the edge of its image. */
public enum Padding {

    /**
     * Zeros, so that an image of extent n gives ⌈n / stride⌉. Of the {@code dilation × (kernel − 1)} zeros the smaller
     * half stands before it, as {@code torch.nn.Conv2d(padding="same")} has them, whatever the stride.
     */
    SAME,

    /** Nothing: the kernel stays within the image. */
    VALID
}
