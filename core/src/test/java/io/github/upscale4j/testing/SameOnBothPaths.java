package io.github.upscale4j.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Tests that name the kernels they run, start JVMs of their own, or run no kernels: without the vector module they would only
 * repeat a part of what they do with it. They are left out there.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("same-on-both-paths")
public @interface SameOnBothPaths {}
