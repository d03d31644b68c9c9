"""Stage 4: words to vectors, one ONNX pass over the book."""
