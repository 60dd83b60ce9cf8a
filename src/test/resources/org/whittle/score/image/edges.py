"""Edges of images by OpenCV 5.0.0, for EdgeChannelsTest: writes edges.json beside itself.

    pip install opencv-python-headless numpy && python edges.py

Sobel's magnitude is divided by four, so that a step from black to white is white. Canny is
cv2.Canny(grey, 100, 200, L2gradient=True). Both go on with the outermost pixels beyond the border.
"""
import json
import os

import cv2
import numpy as np

random = np.random.default_rng(7)


def soft(height, width):
    y, x = np.mgrid[0:height, 0:width]
    disc = (y - height / 2) ** 2 + (x - width / 2) ** 2 < (min(height, width) / 3) ** 2
    return np.clip(40 + 160 * disc + x * 40 / width + random.normal(0, 6, (height, width)), 0, 255)


images = [soft(16, 16), soft(28, 20), random.integers(0, 256, (9, 13)), np.tile([[0, 255]], (5, 3)),
          np.full((4, 4), 77), random.integers(0, 256, (1, 5)), random.integers(0, 256, (6, 1))]
made = []
for image in images:
    grey = image.astype(np.uint8)
    across = cv2.Sobel(grey, cv2.CV_16S, 1, 0, borderType=cv2.BORDER_REPLICATE).astype(np.int64)
    down = cv2.Sobel(grey, cv2.CV_16S, 0, 1, borderType=cv2.BORDER_REPLICATE).astype(np.int64)
    sobel = np.minimum(255, np.rint(np.sqrt(across ** 2 + down ** 2) / 4)).astype(int)
    canny = cv2.Canny(grey, 100, 200, L2gradient=True)
    made.append({"height": grey.shape[0], "width": grey.shape[1], "grey": grey.ravel().tolist(),
                 "sobel": sobel.ravel().tolist(), "canny": canny.ravel().astype(int).tolist()})
colours = random.integers(0, 256, (7, 11, 3)).astype(np.uint8)
luma = cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY)
made.append({"height": 7, "width": 11, "colours": colours.ravel().tolist(), "luma": luma.ravel().tolist()})
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "edges.json"), "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(one) for one in made) + "\n]\n")
