using PassiveDns.Formats.Dns;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Screens;

/// <summary>The names below a name as a tree: right opens the node under the cursor, left closes it.</summary>
public sealed class TreeScreen : Screen
{
    private readonly HashSet<string> _wasOpen = new(StringComparer.Ordinal); // names whose nodes are opened with their parent
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
    public override Screen Again()
    {
        var again = new TreeScreen(Tree.Root.Name);
        again._wasOpen.UnionWith(Tree.Rows.Where(row => row is { IsNote: false, Node.IsOpen: true }).Select(row => NameOf(row.Node)));
        return again;
    }

    /// <inheritdoc/>
    public override void Succeed(Screen other)
    {
        base.Succeed(other);
        if (((TreeScreen)other).Row is not { IsNote: false, Node: var node } || LineOf(NameOf(node)) is not { } line) return;
        PutCursor(line);
        ScrollTo(line - (other.Cursor - other.Top), other.PageHeight);
    }

    /// <inheritdoc/>
    public override void Read(ScreenReading reading) => Read(_toRead, reading);

    private static string NameOf(SubdomainNode node) => DomainNameFormat.ToText(node.Name.Span);

    private void Read(SubdomainNode node, ScreenReading reading)
    {
        IReadOnlyList<SubdomainNode> children = [];
        foreach (var level in Tree.Read(node, reading.Archive, reading.Stop))
        {
            children = level.Children;
            reading.Post(() => Tree.Show(node, level));
        }

        foreach (var child in children.Where(child => _wasOpen.Contains(NameOf(child)))) Read(child, reading);
    }

    private int? LineOf(string name)
    {
        for (var line = 0; line < Count; line++)
        {
            if (Tree.Rows[line] is { IsNote: false, Node: var node } && NameOf(node) == name) return line;
        }

        return null;
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
