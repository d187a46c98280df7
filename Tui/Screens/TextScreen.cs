namespace PassiveDns.Tui.Screens;

/// <summary>A page of text that is known already.</summary>
/// <param name="lines">Sanitised where they are shown.</param>
public sealed class TextScreen(string title, IReadOnlyList<string> lines) : PageScreen
{
    public IReadOnlyList<string> Lines => lines;

    /// <inheritdoc/>
    public override string Title => title;

    /// <inheritdoc/>
    private protected override bool StopsEverywhere => true;

    /// <inheritdoc/>
    public override bool IsOfArchive => false;

    /// <inheritdoc/>
    public override void Read(ScreenReading reading)
    {
        // there is nothing to read
    }
}
