"""Makes the modules beside it, with PyTorch 2.13: python modules.py"""
import torch
from torch import nn


class Small(nn.Module):
    """Images of 8 x 8 in grey to ten scores, with what is hard to carry: dropout, running statistics, a buffer of its own."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2))
        self.drop = nn.Dropout(0.1)
        self.classifier = nn.Linear(64, 10)
        self.register_buffer("scale", torch.full((1,), 0.5))

    def forward(self, x):
        return self.classifier(self.drop((self.features(x) * self.scale).flatten(1)))


torch.manual_seed(1)
model = Small()
images = torch.linspace(-1, 1, 2 * 64).reshape(2, 1, 8, 8)
model.train()
torch.jit.script(model).save("scripted.pt")
torch.jit.trace(model, images, check_trace=False).save("traced-in-training.pt")
torch.save(model.state_dict(), "state-dict.pt")
model.load_state_dict(torch.jit.load("scripted.pt").state_dict())
model.eval()
torch.jit.trace(model, images).save("traced.pt")
torch.export.save(torch.export.export(model, (images,)), "exported.pt2")
with open("outputs.txt", "w") as file:
    file.write("\n".join(repr(x) for x in model(images).flatten().tolist()) + "\n")
