/**
 * Video, frame by frame, between two processes of an installed ffmpeg: one decodes, the other encodes. {@link
 * io.github.upscale4j.examples.video.VideoFile} is the door.
 */
package io.github.upscale4j.examples.video;
