using System.Globalization;
using System.Text;
using PassiveDns.Tui.Output;
using Terminal.Gui.Drawing;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace PassiveDns.Tui.Views.Loop;

/// <summary>What has to be written to a terminal so that it shows the next frame, in place of the one it shows.</summary>
/// <param name="append">Writes the change from a text style to an attribute.</param>
internal sealed class FrameDifference(Action<StringBuilder, Attribute, TextStyle> append)
{
    private readonly StringBuilder _text = new();
    private Shown[] _shown = [];
    private int _columns;
    private Attribute? _attribute;

    /// <summary>Cursor positions, attributes and text; valid until the next call. The cells are marked as clean.</summary>
    /// <param name="cells">By row and column; the cell behind a wide character does not count.</param>
    public StringBuilder To(Cell[,] cells)
    {
        var (rows, columns) = (cells.GetLength(0), cells.GetLength(1));
        if (_shown.Length != rows * columns || _columns != columns) Forget(rows, columns);
        _text.Clear();
        for (var row = 0; row < rows; row++) AddLine(cells, row, columns);
        return _text;
    }

    /// <summary>Nothing that is shown can be relied on: the next frame is written whole.</summary>
    public void Forget() => Forget(0, 0);

    private void Forget(int rows, int columns)
    {
        _shown = new Shown[rows * columns];
        _columns = columns;
        _attribute = null;
    }

    private void AddLine(Cell[,] cells, int row, int columns)
    {
        var at = -1; // where the terminal's cursor stands in this line; -1 elsewhere
        for (var column = 0; column < columns;)
        {
            ref var cell = ref cells[row, column];
            cell.IsDirty = false;
            var width = cell.Grapheme is [< '\x7f'] ? 1 : Math.Max(1, TerminalText.Columns(cell.Grapheme));
            ref var shown = ref _shown[(row * columns) + column];
            if (shown.Grapheme != cell.Grapheme || shown.Attribute != cell.Attribute)
            {
                shown = new Shown(cell.Grapheme, cell.Attribute);
                // What stood under the second half of a wide character is gone, and what stands there next is new.
                for (var covered = column + 1; covered < Math.Min(columns, column + width); covered++) _shown[(row * columns) + covered] = default;
                if (at != column) _text.Append(CultureInfo.InvariantCulture, $"\e[{row + 1};{column + 1}H");
                AddAttribute(cell.Attribute);
                _text.Append(cell.Grapheme);
                at = column + width;
            }

            for (var covered = column + 1; covered < Math.Min(columns, column + width); covered++) cells[row, covered].IsDirty = false;
            column += width;
        }
    }

    private void AddAttribute(Attribute? attribute)
    {
        if (attribute is not { } wanted || wanted == _attribute) return;
        append(_text, wanted, _attribute?.Style ?? TextStyle.None);
        _attribute = wanted;
    }

    /// <summary>A cell as the terminal shows it.</summary>
    private readonly record struct Shown(string? Grapheme, Attribute? Attribute);
}
