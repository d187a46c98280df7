namespace PassiveDns.Tui.Presentation;

/// <summary>How a piece of text stands out.</summary>
public enum TextRole
{
    Normal,
    Title,
    Heading,
    CursorRow,
    Cursor,
    Quiet,
    Alert,
    Fresh,
}

/// <summary>A piece of a line.</summary>
public readonly record struct TextSpan(string Text, TextRole Role);
