using Terminal.Gui.App;
using Terminal.Gui.Drivers;

namespace PassiveDns.Tui.Views.Loop;

/// <summary>The library's output, which writes of a frame only the cells that changed, in one piece.</summary>
/// <remarks>
/// The library writes each cell that was drawn, a cursor position for each line, and makes a link of what looks like an address: text of an attacker would be
/// there to be clicked on.
/// </remarks>
internal sealed class FrameOutput : AnsiOutput, IOutput
{
    private readonly FrameDifference _difference;
    private Cursor? _cursor; // where it was put; null when text was written since

    public FrameOutput()
        : base(AppModel.FullScreen) => _difference = new FrameDifference(AppendOrWriteAttribute);

    /// <inheritdoc/>
    public override void Write(IOutputBuffer buffer)
    {
        if (buffer.Contents is not { } cells || _difference.To(cells) is not { Length: > 0 } text) return;
        Write(text.ToString());
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
        _difference.Forget();
    }
}
