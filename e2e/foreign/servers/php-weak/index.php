<?php
// Deliberately weak: SQL put together from text, input echoed as it came, errors shown, any file shown.
ini_set('display_errors', '1');
error_reporting(E_ALL);
session_start();

function query(string $sql): array {
    // What a database says of a broken statement; none is needed to say it.
    if (substr_count($sql, "'") % 2 !== 0) {
        throw new RuntimeException("SQLSTATE[42000]: You have an error in your SQL syntax near '$sql'");
    }
    return [];
}

$path = urldecode(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) ?: '/');
$id = $_GET['id'] ?? '1';

if ($path === '/') {
    $rows = query("SELECT name FROM products WHERE id = '$id' LIMIT 1");
    echo "<html><body><h1>Shop</h1><p>Product $id: " . count($rows) . " found</p>";
    if (isset($_GET['next'])) header('Location: ' . $_GET['next']);
    if (isset($_GET['url'])) echo file_get_contents($_GET['url']);
    echo '<a href="/?id=2">next</a></body></html>';
} elseif ($path === '/phpinfo.php') {
    phpinfo();
} elseif ($path === '/.env') {
    header('Content-Type: text/plain');
    echo "APP_DEBUG=true\nSECRET_KEY=not-a-real-one\n";
} elseif (is_file('/' . ltrim($path, '/')) && str_contains($path, '..')) {
    readfile('/' . ltrim($path, '/'));
} else {
    http_response_code(404);
    query("SELECT * FROM pages WHERE path = '$path' LIMIT 1");
    echo "<html><body>Nothing at $path</body></html>";
}
