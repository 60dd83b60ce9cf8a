package org.whittle.work;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;

/**
 * What users' jars bring: implementations of a port, found by the name of the class, or by a name of their own if the
 * jar lists them in {@code META-INF/services}.
 *
 * <p>A name to be looked up here comes from a study file, never from a study directory: others may have written that.
 */
public final class Providers {

    private Providers() {
    }

    /**
     * What jars list of a port, in the order of the class path.
     *
     * @throws IllegalArgumentException if a jar lists what is no such class: a sentence for whoever made the jar
     */
    public static <T> List<T> listed(Class<T> port) {
        List<T> all = new ArrayList<>();
        try {
            Iterator<T> found = ServiceLoader.load(port, loader()).iterator();
            while (found.hasNext()) {
                all.add(found.next());
            }
        } catch (ServiceConfigurationError e) {
            throw new IllegalArgumentException(
                    "a jar lists a %s that cannot be used: %s".formatted(port.getSimpleName(), Fault.line(e)), e);
        }
        return all;
    }

    /**
     * The implementation of that name.
     *
     * @param name of a class, or what {@code named} says of a listed one
     * @return empty if there is none of the name
     * @throws IllegalArgumentException if there is one that cannot be used: half a sentence with the name as its
     *     subject
     */
    public static <T> Optional<T> find(Class<T> port, String name, Function<T, String> named) {
        for (T listed : listed(port)) {
            if (named.apply(listed).equals(name)) {
                return Optional.of(listed);
            }
        }
        Class<?> type;
        try {
            type = Class.forName(name, false, loader());
        } catch (ClassNotFoundException | NoClassDefFoundError none) {
            // NoClassDefFoundError: another spelling of a name, where file systems do not tell letter case.
            return Optional.empty();
        }
        if (!port.isAssignableFrom(type)) {
            return Optional.empty();
        }
        return Optional.of(port.cast(made(type)));
    }

    private static Object made(Class<?> type) {
        try {
            return type.getConstructor().newInstance();
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException("cannot be made: its constructor throws %s: %s".formatted(
                    e.getCause().getClass().getSimpleName(), Fault.line(e.getCause())), e);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalArgumentException(
                    "cannot be made: it has to be a public class with a public constructor without " + "arguments", e);
        }
    }

    /** Spark gives its threads the one that has the jars of {@code --jars}. */
    private static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context != null ? context : Providers.class.getClassLoader();
    }
}
