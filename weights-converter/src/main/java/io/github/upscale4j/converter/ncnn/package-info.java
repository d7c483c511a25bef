/** Networks in ncnn's format: {@link io.github.upscale4j.converter.ncnn.NcnnReader}. */
package io.github.upscale4j.converter.ncnn;
