using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Screens;

/// <summary>A screen of lines of text, some of which stand for a name or an address: the cursor goes from one of those to the next.</summary>
public abstract class PageScreen : Screen
{
    private IReadOnlyList<Question?> _targets = [];

    /// <summary>The text may be longer than the screen.</summary>
    public override int Count => _targets.Count;

    public override Question? Target => Cursor < _targets.Count ? _targets[Cursor] : null;

    /// <summary>The line under the cursor is marked.</summary>
    public bool ShowsCursor => Target is not null || StopsEverywhere;

    /// <summary>The cursor stands on every line, not only on those with a target.</summary>
    private protected virtual bool StopsEverywhere => false;

    /// <inheritdoc/>
    private protected override int FirstStop => StopsEverywhere ? 0 : Next(-1, 1) ?? 0;

    /// <summary>What each line stands for, as the screen was last laid out; the cursor stays on what it stands for, where that is still there.</summary>
    public void LayOut(IReadOnlyList<Question?> targets)
    {
        var target = Target?.Text;
        _targets = targets;
        PutCursor(Cursor);
        if (target is not null && Target?.Text != target && LineOf(target) is { } line) PutCursor(line);
        if (Target is null && !StopsEverywhere) MoveTo(Cursor);
    }

    /// <inheritdoc/>
    public override void Succeed(Screen other)
    {
        _targets = ((PageScreen)other)._targets; // until it is laid out
        base.Succeed(other);
    }

    /// <inheritdoc/>
    public override void MoveTo(long line)
    {
        var before = Cursor;
        base.MoveTo(line);
        if (StopsEverywhere || Target is not null) return;
        // On in the same direction; where there is nothing more, back.
        var step = Cursor >= before ? 1 : -1;
        if ((Next(Cursor, step) ?? Next(Cursor, -step)) is { } next) PutCursor(next);
    }

    private int? LineOf(string target)
    {
        for (var line = 0; line < _targets.Count; line++)
        {
            if (_targets[line]?.Text == target) return line;
        }

        return null;
    }

    private int? Next(int line, int step)
    {
        for (line += step; line >= 0 && line < _targets.Count; line += step)
        {
            if (_targets[line] is not null) return line;
        }

        return null;
    }
}
