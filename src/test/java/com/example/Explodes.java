package com.example;

/** Must never be loaded. */
public final class Explodes {

    static {
        explode();
    }

    private static void explode() {
        throw new IllegalStateException("A class was loaded that only a study's record names.");
    }
}
