using System.Globalization;
using System.Text;
using PassiveDns.Tui.Output;
using Terminal.Gui.App;
using Terminal.Gui.Drawing;
using Terminal.Gui.Drivers;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace PassiveDns.Tui.Views.Loop;

/// <summary>The library's output, which writes of a frame only the cells that changed, in one piece.</summary>
/// <remarks>
/// The library writes each cell that was drawn, a cursor position for each line, and makes a link of what looks like an address: text of an attacker would be
/// there to be clicked on.
/// </remarks>
internal sealed class FrameOutput() : AnsiOutput(AppModel.FullScreen), IOutput
{
    private readonly StringBuilder _text = new();
    private Shown[] _shown = [];
    private int _columns;
    private Attribute? _attribute;
    private Cursor? _cursor; // where it was put; null when text was written since

    /// <inheritdoc/>
    public override void Write(IOutputBuffer buffer)
    {
        if (buffer.Contents is not { } cells) return;
        var (rows, columns) = (cells.GetLength(0), cells.GetLength(1));
        if (_shown.Length != rows * columns || _columns != columns) Forget(rows, columns);
        _text.Clear();
        for (var row = 0; row < rows; row++) AddLine(cells, row, columns);
        if (_text.Length == 0) return;
        Write(_text.ToString());
        _cursor = null;
    }

    /// <summary>The library puts the cursor where it is in each turn of its loop.</summary>
    void IOutput.SetCursor(Cursor cursor)
    {
        if (cursor == _cursor) return;
        SetCursor(cursor);
        _cursor = cursor;
    }

    void IOutput.Suspend()
    {
        Suspend();
        Forget(0, 0);
    }

    /// <summary>After a resize nothing that was shown can be relied on.</summary>
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
            var width = Math.Max(1, cell.Grapheme is [< '\x7f'] ? 1 : TerminalText.Columns(cell.Grapheme));
            ref var shown = ref _shown[(row * columns) + column];
            if (shown.Grapheme != cell.Grapheme || shown.Attribute != cell.Attribute)
            {
                shown = new Shown(cell.Grapheme, cell.Attribute);
                // What stood under the second half of a wide character is gone.
                for (var covered = 1; covered < width && column + covered < columns; covered++) _shown[(row * columns) + column + covered] = default;
                if (at != column) _text.Append(CultureInfo.InvariantCulture, $"\e[{row + 1};{column + 1}H");
                AddAttribute(cell.Attribute);
                _text.Append(cell.Grapheme);
                at = column + width;
            }

            column += width;
        }
    }

    private void AddAttribute(Attribute? attribute)
    {
        if (attribute is not { } wanted || wanted == _attribute) return;
        AppendOrWriteAttribute(_text, wanted, _attribute?.Style ?? TextStyle.None);
        _attribute = wanted;
    }

    /// <summary>A cell as the terminal shows it.</summary>
    private readonly record struct Shown(string? Grapheme, Attribute? Attribute);
}
