/** Networks in ncnn's format, brought to the names of their original checkpoints. */
package io.github.upscale4j.converter.ncnn;
