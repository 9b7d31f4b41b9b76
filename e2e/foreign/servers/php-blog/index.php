<?php
// A page as WordPress makes them: a generator, a REST address, comments escaped, links shortened.
header_remove('X-Powered-By');
header('X-Frame-Options: SAMEORIGIN');
header('X-Content-Type-Options: nosniff');
header('Referrer-Policy: strict-origin-when-cross-origin');

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) ?: '/';
$words = isset($_GET['s']) ? htmlspecialchars((string) $_GET['s'], ENT_QUOTES) : null;

function page(string $title, string $body): void {
    header('Content-Type: text/html; charset=UTF-8');
    echo "<!DOCTYPE html><html lang=\"en-US\"><head><title>$title</title>";
    echo '<meta name="generator" content="WordPress 6.4.2">';
    echo '<link rel="https://api.w.org/" href="/wp-json/"></head>';
    echo "<body class=\"home blog\">$body</body></html>";
}

if ($path === '/' || $path === '/index.php') {
    header('Link: </wp-json/>; rel="https://api.w.org/"');
    page('My blog', $words === null
        ? '<h1>My blog</h1><article>Hello world!</article><form role="search"><input name="s"></form>'
        : "<h1>Search results for: $words</h1>");
} elseif ($path === '/wp-json/') {
    header('Content-Type: application/json; charset=UTF-8');
    echo json_encode(['name' => 'My blog', 'namespaces' => ['wp/v2']]);
} elseif (str_starts_with($path, '/wp-json/')) {
    http_response_code(404);
    header('Content-Type: application/json; charset=UTF-8');
    echo json_encode(['code' => 'rest_no_route', 'message' => 'No route was found.']);
} elseif ($path === '/wp-login.php') {
    setcookie('wordpress_test_cookie', 'WP Cookie check', ['path' => '/', 'httponly' => true, 'samesite' => 'Lax']);
    page('Log In', '<form method="post"><input name="log"><input type="password" name="pwd"></form>');
} else {
    http_response_code(404);
    page('Page not found', '<h1>Oops! That page can&rsquo;t be found.</h1>');
}
