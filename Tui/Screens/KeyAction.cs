namespace PassiveDns.Tui.Screens;

/// <summary>What actions are told apart by on the help page.</summary>
public enum KeyGroup
{
    Go,
    Look,
    Arrange,
    Case,
    Program,
    Move,
}

/// <summary>One thing a key does, or a choice of things.</summary>
/// <param name="Keys">Names of the keys: a printable character, or Enter, Space, Backspace, Esc, Tab, Up ..., with Ctrl+ or Shift+ before it.</param>
/// <param name="Title">A word or two for the footer.</param>
/// <param name="Description">A line for the help page.</param>
/// <param name="WhyNot">Why it can do nothing now, as a sentence for the user; null when it can.</param>
public sealed record KeyAction(
    KeyGroup Group, IReadOnlyList<string> Keys, string Title, string Description, Func<Browser, string?> WhyNot, Action<Browser> Run)
{
    /// <summary>Shown in the footer.</summary>
    public bool InFooter { get; init; }

    /// <summary>What it would be done to now, where that is worth showing; null for nothing.</summary>
    public Func<Browser, string?>? About { get; init; }

    /// <summary>The things there are to choose from; empty where the key does one.</summary>
    public IReadOnlyList<KeyAction> Choices { get; init; } = [];
}
