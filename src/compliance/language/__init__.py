"""Text to syntax trees and back, and everything that can be said about mistakes in it."""
