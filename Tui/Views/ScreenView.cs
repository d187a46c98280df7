using PassiveDns.Tui.Output;
using PassiveDns.Tui.Presentation;
using Terminal.Gui.Drawing;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace PassiveDns.Tui.Views;

/// <summary>The surface that everything but the text field is drawn on: lines of text, and nothing that takes time.</summary>
internal sealed class ScreenView : View
{
    private const int LinesPerTurn = 3;

    private readonly Func<int, int, IReadOnlyList<IReadOnlyList<TextSpan>>> _lines;
    private readonly Func<Palette> _palette;
    private Cell[,]? _cells; // that was drawn on; another one after a resize
    private Palette? _drawnIn;
    private IReadOnlyList<TextSpan>?[] _drawn = [];

    /// <param name="lines">The screen for a width and a height.</param>
    public ScreenView(Func<int, int, IReadOnlyList<IReadOnlyList<TextSpan>>> lines, Func<Palette> palette)
    {
        (_lines, _palette) = (lines, palette);
        CanFocus = true;
    }

    /// <summary>Told when the mouse's wheel is turned: by how many lines.</summary>
    public Action<int>? Wheel { get; set; }

    /// <summary>Told when the mouse's left button is pressed: on which line.</summary>
    public Action<int>? Click { get; set; }

    /// <summary>Every cell is drawn: there is nothing to clear before.</summary>
    protected override bool OnClearingViewport() => true;

    /// <summary>Draws the lines that changed: the library takes its time for each cell.</summary>
    protected override bool OnDrawingContent(DrawContext? context)
    {
        var (width, height) = (Viewport.Width, Viewport.Height);
        var lines = _lines(width, height);
        var palette = _palette();
        if (_cells != App?.Driver?.Contents || _drawnIn != palette || _drawn.Length != height) (_cells, _drawnIn, _drawn) = (App?.Driver?.Contents, palette, new IReadOnlyList<TextSpan>?[height]);
        for (var y = 0; y < height; y++)
        {
            IReadOnlyList<TextSpan> line = y < lines.Count ? lines[y] : [];
            if (y != ScreenText.BarLine && _drawn[y] is { } drawn && drawn.SequenceEqual(line)) continue; // over the bar lies the text field
            Draw(line, y, width, palette);
            _drawn[y] = line;
        }

        return true;
    }

    private void Draw(IReadOnlyList<TextSpan> line, int y, int width, Palette palette)
    {
        var x = 0;
        foreach (var span in line)
        {
            SetAttribute(palette[span.Role]);
            AddStr(x, y, span.Text);
            x += TerminalText.Columns(span.Text);
        }

        if (x >= width) return;
        SetAttribute(palette[TextRole.Normal]);
        AddStr(x, y, new string(' ', width - x));
    }

    /// <inheritdoc/>
    protected override bool OnMouseEvent(Mouse mouse)
    {
        var lines = mouse.Flags.HasFlag(MouseFlags.WheeledDown) ? LinesPerTurn : mouse.Flags.HasFlag(MouseFlags.WheeledUp) ? -LinesPerTurn : 0;
        if (lines != 0) Wheel?.Invoke(lines);
        else if (mouse.Flags.HasFlag(MouseFlags.LeftButtonClicked) && mouse.Position is { } place) Click?.Invoke(place.Y);
        else return base.OnMouseEvent(mouse);
        return true;
    }
}
