/** Weights from the files that people have to ones that are safe and small: {@link io.github.upscale4j.converter.WeightsConverter}. */
package io.github.upscale4j.converter;
