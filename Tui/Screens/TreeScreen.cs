using PassiveDns.Formats.Dns;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Screens;

/// <summary>The names below a name as a tree: right opens the node under the cursor, left closes it.</summary>
public sealed class TreeScreen : Screen
{
    private SubdomainNode _toRead;

    /// <param name="root">Wire format, lower case.</param>
    public TreeScreen(ReadOnlyMemory<byte> root)
    {
        Tree = new SubdomainTree(root);
        _toRead = Tree.Root;
    }

    public SubdomainTree Tree { get; }

    /// <inheritdoc/>
    public override string Title => $"tree of {DomainNameFormat.ToText(Tree.Root.Name.Span)}";

    /// <inheritdoc/>
    public override int Count => Tree.Rows.Count;

    /// <inheritdoc/>
    public override Question? Target => Row is { IsNote: false } row ? Question.Name(row.Node.Name) : null;

    private SubdomainRow? Row => Cursor < Count ? Tree.Rows[Cursor] : null;

    /// <inheritdoc/>
    public override void MoveColumn(int columns)
    {
        if (Row is not { IsNote: false, Node: var node }) return;
        if (columns > 0) Open(node);
        else if (node.IsOpen) Tree.Close(node);
        else GoToParent(node);
    }

    /// <inheritdoc/>
    public override void Read(ScreenReading reading)
    {
        var node = _toRead;
        foreach (var level in Tree.Read(node, reading.Archive, reading.Stop)) reading.Post(() => Tree.Show(node, level));
    }

    private void Open(SubdomainNode node)
    {
        if (node.IsOpen) MoveBy(1);
        else if (node.HasChildren && !Tree.Open(node)) (_toRead, NeedsReading) = (node, true);
    }

    private void GoToParent(SubdomainNode node)
    {
        for (var line = Cursor - 1; line >= 0; line--)
        {
            if (Tree.Rows[line].Node.Depth >= node.Depth) continue;
            MoveTo(line);
            return;
        }
    }
}
