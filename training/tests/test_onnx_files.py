"""The networks of this package and the shipped ONNX files are one and the same model."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
import unittest

import onnx
import torch

from training.model.parts import ModelParts
from training.onnx_files.check import check_model_folder
from training.onnx_files.graphs import graphs_of
from training.onnx_files.initialisers import load_weights, swap_weights
from training.onnx_files.layout import read_model_folder, write_listing
from training.onnx_files.runtime import run_onnx
from training.tests.support import SHIPPED_MODEL


class ShippedModelTest(unittest.TestCase):
    parts: ModelParts

    @classmethod
    def setUpClass(cls) -> None:
        cls.parts = read_model_folder(SHIPPED_MODEL)

    def test_networks_compute_what_the_shipped_graphs_compute(self) -> None:
        differences = check_model_folder(self.parts, SHIPPED_MODEL)
        self.assertEqual(set(differences), {"text_encoder", "unet", "vae_decoder", "vae_encoder"})
        for name, difference in differences.items():
            self.assertLess(difference, 1e-4, name)

    def test_swapping_in_the_same_weights_gives_the_same_bytes(self) -> None:
        for graph in graphs_of(self.parts):
            path = graph.path(SHIPPED_MODEL)
            self.assertEqual(swap_weights(graph.module, path), path.read_bytes(), graph.folder)

    def test_swapped_weights_are_what_the_graph_then_uses(self) -> None:
        parts = read_model_folder(SHIPPED_MODEL)
        with torch.no_grad():
            dict(parts.decoder.named_parameters())["out.bias"].add_(0.25)
        decoder = next(graph for graph in graphs_of(parts) if graph.folder == "vae_decoder")
        with TemporaryDirectory() as folder:
            path = Path(folder) / "model.onnx"
            path.write_bytes(swap_weights(decoder.module, decoder.path(SHIPPED_MODEL)))
            latents = {"latent_sample": torch.zeros(1, 4, 8, 8).numpy()}
            before = run_onnx(decoder.path(SHIPPED_MODEL), latents)["sample"]
            after = run_onnx(path, latents)["sample"]
        self.assertAlmostEqual(float((after - before).mean()), 0.25, places=5)

    def test_weights_of_another_network_are_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "not this network's: missing"):
            load_weights(self.parts.unet, SHIPPED_MODEL / "vae_decoder/model.onnx")

    def test_a_graph_that_lacks_one_weight_is_refused(self) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "model.onnx"
            model = onnx.load(str(SHIPPED_MODEL / "vae_encoder/model.onnx"))
            model.graph.initializer[0].name = "something.else"
            onnx.save(model, str(path))
            encoder = next(graph for graph in graphs_of(self.parts) if graph.folder == "vae_encoder")
            with self.assertRaisesRegex(ValueError, "unknown .*something.else"):
                swap_weights(encoder.module, path)


class ListingTest(unittest.TestCase):
    def test_lists_sizes_and_hashes_but_not_itself(self) -> None:
        with TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "unet").mkdir()
            (folder / "unet/a.txt").write_text("abc")
            for _ in range(2):
                write_listing(folder)
                self.assertEqual(
                    (folder / "files.json").read_text(),
                    '{"files": [{"path": "unet/a.txt", "bytes": 3, "sha256": '
                    '"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}]}',
                )


if __name__ == "__main__":
    unittest.main()
