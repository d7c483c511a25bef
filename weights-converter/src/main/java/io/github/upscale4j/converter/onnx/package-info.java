/** Networks as ONNX files, for other runtimes: {@link io.github.upscale4j.converter.onnx.OnnxExport}. */
package io.github.upscale4j.converter.onnx;
