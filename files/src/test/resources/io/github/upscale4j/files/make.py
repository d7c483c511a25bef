"""Makes the pictures of this folder: one small scene in the formats that no writer in Java makes.

    pip install pillow==13.0.0 tifffile numpy imagecodecs && python make.py

SamplePictures.java computes the same scene.
"""
import io

import numpy as np
import tifffile
from PIL import Image, ImageCms

y, x = np.mgrid[0:16, 0:24]
rgb = np.stack([20 + 8 * x, 40 + 12 * y, 255 - 5 * x - 4 * y], -1).astype(np.uint8)
gray = (10 * x).astype(np.uint8)
alpha = (11 * x).astype(np.uint8)
rgba = np.dstack([rgb, alpha])
deep = rgb.astype(np.uint16) * 257
colour, gray_image, translucent = Image.fromarray(rgb), Image.fromarray(gray), Image.fromarray(rgba)
bilevel = Image.fromarray(gray > 100)
srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
turned = Image.Exif()
turned[274] = 6
turned[271] = "Maker"

colour.save("lossy.webp", quality=95)
colour.save("lossless.webp", lossless=True)
translucent.save("alpha-lossy.webp", quality=95)
translucent.save("alpha-lossless.webp", lossless=True, exact=True)
colour.transpose(Image.Transpose.ROTATE_90).save("turned.webp", lossless=True, icc_profile=srgb, exif=turned)

colour.save("progressive.jpg", quality=98, progressive=True, subsampling=0)
gray_image.save("gray.jpg", quality=98)
inks = np.array(colour.convert("CMYK"))
colour.convert("CMYK").save("cmyk.jpg", quality=98)
# YCCK: the three inks as YCbCr, all as Adobe stores them, inverted; Pillow inverts when it saves
ycc = np.array(Image.fromarray(inks[..., :3]).convert("YCbCr"))
data = io.BytesIO()
Image.fromarray(255 - np.dstack([ycc, 255 - inks[..., 3]]), "CMYK").save(data, "JPEG", quality=98)
ycck = bytearray(data.getvalue())
ycck[ycck.find(b"Adobe") + 11] = 2
open("ycck.jpg", "wb").write(ycck)

colour.save("rgb.png")
Image.merge("LA", [gray_image, Image.fromarray(alpha)]).save("gray-alpha.png")
Image.fromarray(gray.astype(np.uint16) * 257).save("gray16.png")
colour.quantize(256).save("palette.png")
colour.quantize(256).save("palette.gif")
bilevel.save("bilevel.png")
bilevel.save("bilevel.tif", compression="group4")
gray_image.save("transparent-gray.png", transparency=100)
colour.save("transparent-rgb.png", transparency=tuple(int(v) for v in rgb[4, 3]))
colour.save("rgb.bmp")
gray_image.save("gray.bmp")

for codec in "lzw", "deflate", "packbits":
    tifffile.imwrite(f"{codec}.tif", rgb, compression=codec, photometric="rgb", rowsperstrip=5)
tifffile.imwrite("rgb16.tif", deep, compression="lzw", predictor=True, photometric="rgb", byteorder=">")
tifffile.imwrite("big.tif", rgb, bigtiff=True, photometric="rgb")
tifffile.imwrite("planar.tif", rgb.transpose(2, 0, 1).copy(), photometric="rgb", planarconfig="separate")
tifffile.imwrite("tiled.tif", rgb, photometric="rgb", tile=(16, 16), compression="deflate")
tifffile.imwrite("alpha.tif", rgba, photometric="rgb", extrasamples=["unassalpha"])
multiplied = rgba.copy()
multiplied[..., :3] = np.round(rgb * (alpha[..., None] / 255.0))
tifffile.imwrite("premultiplied.tif", multiplied, photometric="rgb", extrasamples=["assocalpha"])
tifffile.imwrite("gray16.tif", gray.astype(np.uint16) * 257, photometric="minisblack")
tifffile.imwrite("white-is-zero.tif", 255 - gray, photometric="miniswhite")
tifffile.imwrite("cmyk.tif", inks, photometric="separated")
